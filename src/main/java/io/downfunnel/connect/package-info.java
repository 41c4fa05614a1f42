/** How accounts are connected by signing in, and how all nodes share what was granted. Knows no vendor. */
package io.downfunnel.connect;
