// SPDX-License-Identifier: Apache-2.0

/// A muxer whose output is a file that people get.
package protocol FileMuxer: Muxer {
    /// The ending of such files' names, without dot.
    static var pathExtension: String { get }

    /// The latest time after its origin that a file can tell.
    static var maximumTime: MediaTime { get }
}
