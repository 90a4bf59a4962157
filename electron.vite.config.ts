import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/**
 * Three builds from one tree. The main build holds every Node entry (desktop shell, browser host, command line and the
 * bundle worker), so both shells run exactly the same core; packages stay external there and are shipped as node_modules.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        input: {
          desktop: path('electron/desktop/main.ts'),
          'browser-host': path('electron/browser-host/main.ts'),
          cli: path('electron/cli/main.ts'),
          'age-worker': path('electron/core/bundle/age-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: path('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: path('renderer'),
    base: './',
    resolve: { alias: { '@': path('renderer') } },
    plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
    build: {
      outDir: path('out/renderer'),
      emptyOutDir: true,
      target: 'chrome120',
      rollupOptions: { input: { index: path('renderer/index.html') } },
    },
  },
})
