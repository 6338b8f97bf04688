import { defineConfig } from 'orval'

export default defineConfig({
  mintmark: {
    input: '../../../openapi/openapi.yaml',
    output: {
      target: '../generated/orval/api.ts',
      client: 'fetch',
      override: { mutator: { path: './orval-request.ts', name: 'request' } },
    },
  },
})
