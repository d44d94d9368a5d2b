// Native addons make typed arrays of the outer realm, and Jest's sandbox has constructors of its own, so `instanceof` fails: share them.
const { TestEnvironment } = require("jest-environment-node");

const SHARED = [
  ...["ArrayBuffer", "Float32Array", "Float64Array", "Int8Array", "Int16Array", "Int32Array", "Uint8Array"],
  ...["Uint8ClampedArray", "Uint16Array", "Uint32Array", "BigInt64Array", "BigUint64Array"],
];

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
};
