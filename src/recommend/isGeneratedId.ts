const FORM = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a client's text can be an id that this program made; what cannot is not asked the database about. */
export function isGeneratedId(raw: string): boolean {
  return FORM.test(raw);
}
