// SPDX-License-Identifier: Apache-2.0

/// Knows how much room there is for recordings.
package protocol DiskSpace: Sendable {
    /// As it was a moment ago.
    var state: DiskState { get }
    /// Bytes, as they are now; 0 for a disk that can't be asked.
    var freeBytes: Int64 { get }
}

/// How much room there is.
package enum DiskState: String, Hashable, Sendable {
    case enough
    /// Little: old recordings should go.
    case low
    /// So little that no recording should begin: those that go on need it, to end well.
    case critical
}
