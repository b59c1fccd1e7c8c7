import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

const BACKEND = process.env['LIANZHENG_URL'] ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [
    vue(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'service-worker',
      filename: 'worker.ts',
      outDir: 'dist',
      registerType: 'prompt',
      injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'] },
      manifest: {
        name: '链证 · 执法现场记录',
        short_name: '链证',
        description: '执法视音频：录得全，存得住，查得清',
        lang: 'zh-CN',
        start_url: '/',
        display: 'standalone',
        background_color: '#f4f6f8',
        theme_color: '#10202f',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-mask-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: 'true', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  worker: { format: 'es' },
  build: { target: 'es2022', sourcemap: false, reportCompressedSize: true },
  server: { proxy: Object.fromEntries(['/api', '/store', '/schema'].map((path) => [path, BACKEND])) },
})
