/** Pages are made on the server and need no script; a page that brings its own says so. */
export const csr = false
