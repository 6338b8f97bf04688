// The manifests fit together: what one names, another has. scripts/check-deploy.sh holds each to its schema.
import { expect, test } from 'vitest'
import { manifest, manifests } from './manifests.ts'

const pods = [manifest('Deployment'), manifest('Job')].map(({ spec }) => spec.template)
const [serving] = pods
const [container] = serving.spec.containers

test.each(pods.map((pod) => [pod.metadata.labels.app, pod.spec]))('%s may do nothing but its work (G 6)', (_, spec) => {
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  })
  for (const { securityContext, resources } of spec.containers) {
    expect(securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    })
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    })
  }
})

test('job and replicas have one image and one configuration', () => {
  const [of, ofJob] = pods.map(({ spec }) => [spec.containers[0].image, spec.containers[0].envFrom, spec.volumes])
  expect(of).toEqual(ofJob)
})

test('a setting cannot change without new pods', () => {
  const settings = manifest('ConfigMap')
  expect(settings.immutable).toBe(true)
  expect(settings.metadata.name).toMatch(/-\d+$/)
  expect(container.envFrom).toEqual([{ configMapRef: { name: settings.metadata.name } }])
})

test('every selector names the pods of the Deployment, and no job', () => {
  const selectors = [
    manifest('Deployment').spec.selector.matchLabels,
    manifest('Service').spec.selector,
    manifest('PodDisruptionBudget').spec.selector.matchLabels,
    manifest('NetworkPolicy').spec.podSelector.matchLabels,
    ...serving.spec.topologySpreadConstraints.map(
      ({ labelSelector }: { labelSelector: { matchLabels: object } }) => labelSelector.matchLabels,
    ),
  ]
  for (const selector of selectors) expect(selector).toEqual(serving.metadata.labels)
  expect(manifest('Service').metadata.labels).toMatchObject(manifest('ServiceMonitor').spec.selector.matchLabels)
  expect(pods[1].metadata.labels).not.toEqual(serving.metadata.labels)
})

test('each named port exists, and the Ingress leads to that of clients', () => {
  const ports = container.ports.map(({ name }: { name: string }) => name)
  expect(ports).toEqual(['http', 'metrics'])
  for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) expect(ports).toContain(container[probe].httpGet.port)
  for (const { targetPort } of manifest('Service').spec.ports) expect(ports).toContain(targetPort)
  expect(manifest('ServiceMonitor').spec.endpoints[0].port).toBe('metrics')
  expect(JSON.stringify(manifest('Ingress').spec)).not.toContain('metrics')
  const { service } = manifest('Ingress').spec.rules[0].http.paths[0].backend
  expect(service).toEqual({ name: manifest('Service').metadata.name, port: { name: 'http' } })
})

test('the Ingress has the host of the issuer', () => {
  const { host } = new URL(manifest('ConfigMap').data.MINTMARK_ISSUER)
  expect([manifest('Ingress').spec.rules[0].host, manifest('Ingress').spec.tls[0].hosts]).toEqual([host, [host]])
})

test('a pod has more time to stop than it needs (F 7)', () => {
  const seconds = serving.spec.terminationGracePeriodSeconds ?? 30
  expect(seconds).toBeGreaterThan(container.lifecycle.preStop.sleep.seconds + 10)
})

test('there is no manifest that no test knows', () => {
  const known = ['ConfigMap', 'Deployment', 'Ingress', 'Job', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceMonitor']
  expect(manifests.map(({ kind }) => kind).sort()).toEqual(known)
})
