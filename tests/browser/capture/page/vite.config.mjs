import { fileURLToPath } from 'node:url'

export default {
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: { alias: { '@': fileURLToPath(new URL('../../../../pwa/src', import.meta.url)) } },
  worker: { format: 'es' },
  build: { target: 'es2022', emptyOutDir: true },
}
