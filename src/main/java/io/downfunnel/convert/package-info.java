/** What becomes of a stage event on each platform. */
package io.downfunnel.convert;
