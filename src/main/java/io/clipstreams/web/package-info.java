/** The HTTP server. */
package io.clipstreams.web;
