import type { StorybookConfig } from '@storybook/web-components-vite';

const config: StorybookConfig = {
  framework: { name: '@storybook/web-components-vite', options: {} },
  stories: ['../stories/**/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  // The elements come from the sources; what they fetch at run time is that of dist/, see preview-head.html.
  staticDirs: [
    { from: '../dist', to: '/remotemedia' },
    { from: '../docs/media', to: '/media' },
    { from: '../docs/examples', to: '/examples' },
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, allowedHosts: ['localhost', '127.0.0.1'] },
  docs: { defaultName: 'Docs' },
  features: { sidebarOnboardingChecklist: false },
  viteFinal: (vite) => ({
    ...vite,
    // Of this version alone: no address of another is asked for.
    build: { ...vite.build, target: 'es2022', chunkSizeWarningLimit: 4000 },
  }),
};
export default config;
