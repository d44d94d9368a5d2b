import { registerEnumType } from "type-graphql";

/** What became of one event. */
export const LogStatusEnum = { LOGGED: "LOGGED", DUPLICATE: "DUPLICATE", REJECTED: "REJECTED" } as const;

registerEnumType(LogStatusEnum, {
  name: "LogStatus",
  description: "What became of one event of `logInteractions`.",
  valuesConfig: {
    LOGGED: { description: "It is stored, and counts in the user's very next recommendation." },
    DUPLICATE: {
      description:
        "An event of this id was stored before; nothing changed. `message` says so where it was of another user, item, type or value.",
    },
    REJECTED: { description: "It was not stored; `code` and `message` say why." },
  },
});
