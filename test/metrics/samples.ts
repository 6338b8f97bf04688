/** One line of the text format of Prometheus. */
export interface ScrapedSample {
  name: string
  labels: Record<string, string>
  value: number
}

/** Reads the text of `/metrics`, in either format. */
export function samplesOf(text: string): ScrapedSample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === undefined) return []
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, word]) => [label, word])
    return [{ name, labels: Object.fromEntries(pairs), value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) }]
  })
}

/** Returns the value of one series; 0 if there is none. */
export const seriesValue = (samples: readonly ScrapedSample[], name: string, labels: Record<string, string> = {}): number =>
  samples.find((sample) => sample.name === name && Object.entries(labels).every(([label, word]) => sample.labels[label] === word))?.value ??
  0
