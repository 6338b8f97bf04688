/** Sends a request of the client that orval generates. Its URLs are paths. */
export async function request<T>(path: string, { baseUrl = '', ...init }: RequestInit & { baseUrl?: string }): Promise<T> {
  const response = await fetch(`${baseUrl}${path}`, init)
  const text = await response.text()
  return { status: response.status, data: text === '' ? undefined : JSON.parse(text), headers: response.headers } as T
}
