/** What `rm-consent` says. */
export const texts = {
  consent: 'Your consent',
  text: 'What you say and enter here is processed in this browser. It starts when you agree.',
  accept: 'Agree',
  decline: 'Decline',
  given: 'You have agreed.',
  revoke: 'Withdraw',
  needed: 'Your consent is needed first.',
  revoked: 'Your consent is withdrawn.',
};
