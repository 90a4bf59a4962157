import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./renderer', import.meta.url)) } },
  test: {
    include: ['tests/{unit,forms,contract,core,bundle,arch,renderer}/**/*.spec.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
    // Modules keep nothing from test to test; loading them once a worker saves a third of the time.
    isolate: false,
  },
})
