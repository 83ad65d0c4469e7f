// SPDX-License-Identifier: Apache-2.0

import Glibc
import Media
import NIOCore

/// What of a push has its turn four times a second.
protocol ReadingMember: AnyObject {
    /// Reads what has come, and lets the sinks act on the passing of time.
    func takeTurn()
}

/// Gives each push of one event loop its turn four times a second.
///
/// A recorder is in no hurry: sockets that are read in turn cost a fraction of those that wake the loop with each packet.
/// The pushes are spread over the quarter of a second, so that none waits long for the others. They share one buffer,
/// which stays in the processor's cache.
final class ReadingRounds {
    private struct Group {
        var members: [any ReadingMember] = []
        var timer: RepeatedTask?
    }

    private let eventLoop: any EventLoop
    private var groups = [Group](repeating: Group(), count: 10)
    private var buffer = ByteBuffer()

    /// From one turn to the next.
    static let interval = MediaTime.milliseconds(250)
    /// What is read at once.
    static let bufferSize = 256 << 10

    /// Must be used on `eventLoop`.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func join(_ member: any ReadingMember) {
        let smallest = groups.indices.min { groups[$0].members.count < groups[$1].members.count } ?? 0
        groups[smallest].members.append(member)
        if groups[smallest].timer == nil { start(smallest) }
    }

    func leave(_ member: any ReadingMember) {
        for index in groups.indices {
            groups[index].members.removeAll { $0 === member }
            guard groups[index].members.isEmpty else { continue }
            groups[index].timer?.cancel()
            groups[index].timer = nil
        }
    }

    /// Takes what a socket has received, as far as it fits, without waiting for more.
    ///
    /// Nothing is also what comes of an end or an error: the channel hears of them by itself.
    func read(_ socket: NIOBSDSocket.Handle) -> ByteBuffer {
        buffer.clear(minimumCapacity: Self.bufferSize)
        unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.bufferSize) { space in
            max(0, unsafe recv(socket, space.baseAddress, Self.bufferSize, CInt(MSG_DONTWAIT)))
        }
        return buffer
    }

    /// Lets the members of a group take their turns; they begin at the group's own part of the interval.
    private func start(_ index: Int) {
        let phase = Self.interval.nanoseconds * Int64(index) / Int64(groups.count)
        let now = Int64(eventLoop.now.uptimeNanoseconds % UInt64(Self.interval.nanoseconds))
        let wait = (phase - now + Self.interval.nanoseconds) % Self.interval.nanoseconds
        let rounds = NIOLoopBound(self, eventLoop: eventLoop)
        groups[index].timer = eventLoop.scheduleRepeatedTask(
            initialDelay: .nanoseconds(wait), delay: .nanoseconds(Self.interval.nanoseconds)
        ) { _ in
            // A copy, for a member may leave in its turn.
            for member in rounds.value.groups[index].members { member.takeTurn() }
        }
    }
}

@available(*, unavailable)
extension ReadingRounds: Sendable {}
