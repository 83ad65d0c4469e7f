// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Synchronization

/// The memory of batches that have been written, for those to come.
///
/// A batch is some hundred kilobytes, filled at once and written soon. What was used last is still in the processor's
/// cache, and memory that went back to the system would have to be zeroed by it before it came again.
final class BatchRooms: Sendable {
    private let rooms = Mutex<[ByteBuffer]>([])

    /// How many are kept: what is on its way to the disk at a time.
    private static let limit = 64
    /// Bytes of those that are worth it, and of which a few don't cost too much.
    private static let capacities = 32 << 10...1 << 20

    /// The room that came last; empty when there is none.
    func take() -> ByteBuffer {
        rooms.withLock { $0.popLast() } ?? ByteBuffer()
    }

    /// Keeps the room of bytes that have been appended to a file.
    func keep(_ operations: [FileOperation]) {
        for case .append(let bytes) in operations where Self.capacities.contains(bytes.capacity) {
            rooms.withLock { rooms in
                if rooms.count < Self.limit { rooms.append(bytes) }
            }
        }
    }
}
