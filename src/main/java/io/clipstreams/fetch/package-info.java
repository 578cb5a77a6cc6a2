/** Fetches images that came by URI (claim check). */
package io.clipstreams.fetch;
