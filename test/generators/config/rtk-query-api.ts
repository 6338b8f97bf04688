import { type BaseQueryFn, createApi, type FetchArgs, fetchBaseQuery } from '@reduxjs/toolkit/query'

interface Target {
  baseUrl: string
  headers: Record<string, string>
}
interface Answered {
  status: number
  body: unknown
}

/** The operations of `/token` take forms, all others JSON. */
const asForm = (args: FetchArgs): FetchArgs => {
  if (!args.url.startsWith('/token')) return args
  const pairs = Object.entries(args.body ?? {}).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]))
  return { ...args, body: new URLSearchParams(pairs) }
}

const send: BaseQueryFn<FetchArgs, Answered, Answered> = async (args, api, extra) => {
  const { baseUrl, headers } = api.extra as Target
  const query = fetchBaseQuery({
    baseUrl,
    // Not `headers`: the generated code replaces those of an operation that has a header parameter.
    prepareHeaders: (prepared) => {
      for (const [name, value] of Object.entries(headers)) prepared.set(name, value)
    },
    responseHandler: async (response) => {
      const text = await response.text()
      return text === '' ? null : JSON.parse(text)
    },
  })
  const { data, error, meta } = await query(asForm(args), api, extra)
  const status = meta?.response?.status ?? 0
  return error === undefined ? { data: { status, body: data } } : { error: { status, body: error.data } }
}

export const emptyApi = createApi({ baseQuery: send, endpoints: () => ({}) })
