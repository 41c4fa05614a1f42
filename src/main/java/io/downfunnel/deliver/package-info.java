/** Sends what is ready, and follows it to its verdict. */
package io.downfunnel.deliver;
