/** CRM to store: what changed is read page by page, persons become hashes, and the place is kept with the rows. */
package io.downfunnel.extract;
