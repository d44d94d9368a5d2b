/** The fields of a schema type as plain data: type-graphql asks for classes, resolvers need not make instances of them. */
export type Plain<T> = { [Name in keyof T]: T[Name] };
