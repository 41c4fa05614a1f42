/** The default database: a PostgreSQL that comes with the application, durable, and kept between starts. */
package io.downfunnel.store.embedded;
