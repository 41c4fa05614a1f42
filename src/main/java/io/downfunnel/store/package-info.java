/** Every line of SQL. */
package io.downfunnel.store;
