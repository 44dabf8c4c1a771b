// Builds the window's files into dist, which the Go program embeds.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

// Vite's development server puts styles into the page and listens on a socket, which the policy of the real window
// forbids. Only there, only while serving, it is left out.
const policyOnlyWhenBuilt: Plugin = {
  name: 'policy-only-when-built',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
}

export default defineConfig({
  plugins: [svelte(), policyOnlyWhenBuilt],
  build: {
    target: ['es2022', 'safari16.4', 'chrome110'],
    emptyOutDir: true, // dist/.gitkeep comes back from public/
    assetsInlineLimit: 0, // the policy allows fonts from files only
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
