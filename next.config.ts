import type { NextConfig } from 'next'
import { BODY_LIMIT_MB } from './lib/web/body-limit'

/**
 * Headers that are the same for every answer stand here; the content security policy carries a
 * nonce per request and is therefore made in proxy.ts.
 */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), browsing-topics=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Set by scripts/lib/build.mjs, so that builds of the same sources are one build; null leaves it to Next.
  generateBuildId: () => process.env.MTMS_BUILD_ID ?? null,
  turbopack: { root: import.meta.dirname },
  // Native or worker-loading packages are left to Node's own resolution.
  serverExternalPackages: [
    'better-sqlite3',
    'mysql2',
    '@node-rs/argon2',
    'pino',
    'nodemailer',
    'pdfjs-dist',
    'xlsx',
    'react-email',
    'inngest',
    '@sentry/nextjs',
  ],
  // Threads are started from their files (lib/*/…-worker.mjs, lib/assignment/solver), which no import leads to.
  outputFileTracingIncludes: {
    '/*': [
      'lib/files/*.mjs',
      'lib/assignment/**/*',
      'lib/ordinal.ts',
      'lib/text.ts',
      'lib/vocabulary.ts',
      'scripts/lib/*.mjs',
      'node_modules/highs/**/*',
      'node_modules/esbuild/**/*',
      'node_modules/@esbuild/**/*',
    ],
  },
  experimental: {
    // forbidden() and its page: a person is told that it is not theirs, and what to do.
    authInterrupts: true,
    // What is larger is answered by proxy.ts, in words.
    serverActions: { bodySizeLimit: `${BODY_LIMIT_MB}mb` },
    proxyClientMaxBodySize: `${BODY_LIMIT_MB}mb`,
  },
  headers: async () => [{ source: '/:path*', headers: securityHeaders }],
}

export default config
