/** Thrown by a transaction's work that saw another transaction change what it relied on: it is done again. */
export class TransactionConflict extends Error {
  override readonly name = "TransactionConflict";
}
