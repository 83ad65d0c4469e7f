// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A muxer that writes one recording as many files, the segments of a list.
///
/// The calls between `start` and `finish` make one segment; the same value makes them all, and each `start` has
/// the same `origin`.
package protocol SegmentMuxer: Muxer {
    /// The ending of the name of the segment that the last `start` began, without dot.
    var pathExtension: String { get }

    /// What a reader needs before that segment, as a file of its own; empty when the segment itself tells all.
    var initialization: ByteBuffer { get }

    /// Whether `change` can tell of a track within that segment; otherwise the segment ends before it.
    func canChange(to track: Track) -> Bool
}
