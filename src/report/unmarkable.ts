/** What neither HTML nor XML can hold, escaped or not: two characters that are none, and halves of a pair. */
export const UNMARKABLE = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
