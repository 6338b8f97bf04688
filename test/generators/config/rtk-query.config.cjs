module.exports = {
  schemaFile: '../../../openapi/openapi.yaml',
  apiFile: './rtk-query-api.ts',
  apiImport: 'emptyApi',
  outputFile: '../generated/rtk-query/api.ts',
  exportName: 'api',
}
