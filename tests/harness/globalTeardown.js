export default async () => {
  await globalThis.testServer?.close();
};
