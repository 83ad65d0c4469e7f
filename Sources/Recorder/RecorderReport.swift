// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// Makes a sink on its stream's loop.
typealias MakeSink =
    @Sendable (any FlowControl, any EventLoop, @escaping @Sendable (RecorderReport) -> Void) -> any PacketSink

/// What a recording has to tell of itself; comes in order.
enum RecorderReport: Sendable {
    /// No packet passes it by from now on; comes first.
    case began(at: WallTime)
    /// The first bytes are on the disk.
    case firstWritten(at: WallTime)
    /// Files of any kind are durable, each behind those that it names.
    case stored([StoredFile])
    /// A file is complete and durable, and its manifest names it.
    case finished(FinishedFile, StoredFile, at: WallTime)
    /// Something of the stream is missing or has changed.
    case noticed(RecordingNotice, at: WallTime)
    /// The push is over; the sink of another can go on.
    case suspended(SuspendedRecording)
    /// Nothing more will be written; a fault when that was not the plan.
    case ended(RecorderFault?)
}

extension RecorderReport {
    /// The finished file that it tells of.
    var file: StoredFile? {
        guard case .finished(_, let stored, _) = self else { return nil }
        return stored
    }
}

/// A recording between two pushes.
struct SuspendedRecording: Sendable {
    /// Makes the sink of the push that goes on with it.
    let resume: MakeSink
    /// Ends it where it is.
    let finish: @Sendable (_ report: @escaping @Sendable (RecorderReport) -> Void) -> Void
}

/// Of a recording without a push, which nothing holds up.
final class NoFlow: FlowControl {
    func hold() {}
    func release() {}
}

/// Why a recording ended before its time.
enum RecorderFault: Error {
    /// The last file could not be completed.
    case media(String)
    /// The destination's fault.
    case storage(StorageFault)
}
