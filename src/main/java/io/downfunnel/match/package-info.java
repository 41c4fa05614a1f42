/** Which clicks and which person a stage event belongs to. */
package io.downfunnel.match;
