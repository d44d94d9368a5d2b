/** How many items the bars ask for. */
export const PAGE_SIZE = 20;
