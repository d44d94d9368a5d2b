/** The superuser of an embedded cluster, and the name of its database. */
export const CLUSTER_OWNER = "sequitur";
