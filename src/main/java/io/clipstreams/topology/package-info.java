/** The stream: from raw records to enriched records and alerts. */
package io.clipstreams.topology;
