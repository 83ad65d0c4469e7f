// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RTMP

/// Sends a programme over many connections from one thread, each message of each connection at its own time.
///
/// The bytes are those of the programme for all of them, so a connection that the server doesn't read costs no memory:
/// it stays at its message until there is room.
package final class Pusher {
    private var programme: Programme
    private let plan: PushPlan
    private let endpoints: [Endpoint]
    private let stop: StopSwitch
    private let poll: Poll
    private var publications: [Publication] = []
    private var queue = DueQueue()
    private var report = PushReport()
    private var lateness = LatenessHistogram()
    /// Publications that haven't ended.
    private var remaining = 0
    private var stopRequests = 0
    private var received = ByteBuffer()
    /// A millisecond of the file, in nanoseconds.
    private let millisecond: Double

    /// The number under which ``stop`` is watched.
    private static let stopNumber = UInt64.max
    /// Turns after which sockets are looked at, though more turns are due.
    private static let turnsAtOnce = 256

    /// Prepares a push; `programme` is best not kept by anybody else, since parts of it are written over.
    package init(
        _ programme: consuming Programme, plan: PushPlan, endpoints: [Endpoint], stop: StopSwitch
    ) throws(SocketError) {
        self.programme = programme
        self.plan = plan
        self.endpoints = endpoints
        self.stop = stop
        millisecond = 1_000_000 / plan.speed
        poll = try Poll()
        received.reserveCapacity(65_536)
    }

    /// Pushes until every connection has ended, and tells what became of them.
    package func run() throws(SocketError) -> PushReport {
        let start = Instant.now()
        let processorTime = Instant.processorTime()
        try poll.add(stop.descriptor, number: Self.stopNumber)
        prepare(at: start)
        while remaining > 0 {
            let milliseconds = takeTurns()
            try poll.wait(milliseconds: milliseconds) { event in
                if event.number == Self.stopNumber { end(requests: stop.takeRequests()) } else { handle(event) }
            }
        }
        report.seconds = Double(Instant.now() - start) / 1e9
        report.cpuSeconds = Double(Instant.processorTime() - processorTime) / 1e9
        report.latenessMilliseconds = PushReport.Lateness(
            median: Double(lateness.percentile(50)) / 1e6, percentile99: Double(lateness.percentile(99)) / 1e6,
            maximum: Double(lateness.maximum) / 1e6)
        return report
    }

    private func prepare(at start: UInt64) {
        report.connections = plan.connections
        remaining = plan.connections
        let slot = plan.ramp * 1e9 / Double(plan.connections)
        for number in 0..<plan.connections {
            let session = ClientSession(
                target: plan.url.target(number: number), chunkSize: plan.chunkSize, seed: UInt64(number))
            publications.append(Publication(number: number, session: session))
            // Not at the beginnings of the slots: those may lie a multiple of a frame's time apart, and all
            // connections would send their frames at once. Multiples of the golden ratio are spread evenly.
            let place = (Double(number) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            schedule(publications[number], at: start + UInt64(slot * (Double(number) + place)))
        }
    }

    /// Does what is due, and returns for how many milliseconds nothing will be.
    private func takeTurns() -> Int32 {
        for _ in 0..<Self.turnsAtOnce {
            guard let first = queue.first else { return -1 }
            let now = Instant.now()
            guard first.time <= now else {
                return Int32(clamping: (first.time - now + 999_999) / 1_000_000)
            }
            guard let entry = queue.popFirst() else { return -1 }
            let publication = publications[entry.connection]
            if publication.turn == entry.time { takeTurn(publication, now: now) }
        }
        return 0
    }

    private func schedule(_ publication: Publication, at time: UInt64) {
        publication.turn = time
        queue.append(DueQueue.Entry(time: time, connection: publication.number))
    }

    private func takeTurn(_ publication: Publication, now: UInt64) {
        switch publication.phase {
        case .waiting: connect(publication)
        case .connecting, .negotiating: fail(publication, .lost, "no answer within 10 s")
        case .publishing:
            if publication.isBlocked {
                fail(publication, .lost, "the server took nothing for 5 s")
            } else {
                sendMessage(publication)
            }
        case .ending: fail(publication, .lost, "the server did not see the end within 10 s")
        case .ended: break
        }
    }
}

// MARK: The connection.
extension Pusher {
    private func connect(_ publication: Publication) {
        while true {
            do throws(SocketError) {
                let socket = try Socket(connectingTo: endpoints[publication.endpointIndex])
                publication.socket = socket
                publication.phase = .connecting
                try poll.add(socket.descriptor, number: UInt64(publication.number))
                schedule(publication, at: Instant.now() + Publication.answerLimit)
                return
            } catch {
                guard tryNextEndpoint(publication) else { return fail(publication, .lost, error.description) }
            }
        }
    }

    /// Whether the host has one more address, which is then the publication's.
    private func tryNextEndpoint(_ publication: Publication) -> Bool {
        publication.socket?.close()
        publication.socket = nil
        guard publication.endpointIndex + 1 < endpoints.count else { return false }
        publication.endpointIndex += 1
        return true
    }

    private func handle(_ event: Poll.Event) {
        let publication = publications[Int(event.number)]
        guard let socket = publication.socket else { return }
        if publication.phase == .connecting {
            guard event.isWritable else { return }
            if let error = socket.connectionError {
                guard tryNextEndpoint(publication) else { return fail(publication, .lost, error.description) }
                return connect(publication)
            }
            publication.phase = .negotiating
            say(publication.session.start(), publication)
        }
        if event.isReadable { receive(publication) }
        if event.isWritable, publication.isBlocked { goOn(publication) }
    }

    private func receive(_ publication: Publication) {
        while let socket = publication.socket {
            received.clear()
            do throws(SocketError) {
                guard let count = try socket.receive(into: &received) else { return }
                guard count > 0 else { return receivedEnd(publication) }
            } catch {
                return fail(publication, .lost, error.description)
            }
            publication.session.append(received)
            do throws(RTMPError) {
                while publication.phase != .ended, let action = try publication.session.next() {
                    perform(action, publication)
                }
            } catch {
                fail(publication, .lost, "the server breaks the protocol: \(error)")
            }
        }
    }

    private func receivedEnd(_ publication: Publication) {
        // A server may just close when it has seen the end, which is said before this side's own.
        if publication.phase == .ending, publication.commands.readableBytes == 0 { return end(publication) }
        fail(publication, .lost, "the server closed the connection")
    }

    private func perform(_ action: ClientSession.Action, _ publication: Publication) {
        switch action {
        case .send(let bytes): say(bytes, publication)
        case .published:
            publication.phase = .publishing
            publication.beginning = Instant.now()
            report.published += 1
            schedule(publication, at: publication.beginning)
        case .refused(let code, let description):
            let reason = [code, description].filter { !$0.isEmpty }.joined(separator: ": ")
            // A server may also end what it accepted.
            fail(publication, publication.phase == .negotiating ? .refused : .lost, reason)
        case .closed: end(publication)
        }
    }

    /// Sends what the session says, between messages.
    private func say(_ bytes: ByteBuffer, _ publication: Publication) {
        publication.commands.writeImmutableBuffer(bytes)
        if publication.sentBytes == 0, !publication.isBlocked { sendCommands(publication) }
    }

    /// Whether all commands have left; if not, the publication is blocked or has failed.
    @discardableResult
    private func sendCommands(_ publication: Publication) -> Bool {
        guard let socket = publication.socket else { return false }
        while publication.commands.readableBytes > 0 {
            let range = publication.commands.readerIndex..<publication.commands.writerIndex
            guard
                let count = attempt(
                    publication,
                    { () throws(SocketError) in
                        try socket.send(range, of: publication.commands)
                    })
            else { return false }
            publication.commands.moveReaderIndex(forwardBy: count)
        }
        publication.commands.clear()
        if publication.phase == .ending { socket.finishSending() }
        return true
    }

    /// Counts what the system takes; nil when it takes nothing, and the publication is blocked, or has failed.
    private func attempt(_ publication: Publication, _ send: () throws(SocketError) -> Int?) -> Int? {
        do throws(SocketError) {
            guard let count = try send() else {
                publication.isBlocked = true
                return nil
            }
            report.bytes += count
            return count
        } catch {
            fail(publication, .lost, error.description)
            return nil
        }
    }

    private func goOn(_ publication: Publication) {
        publication.isBlocked = false
        switch publication.phase {
        case .negotiating, .ending: sendCommands(publication)
        case .publishing: sendMessage(publication)
        case .waiting, .connecting, .ended: break
        }
    }
}

// MARK: The media.
extension Pusher {
    /// Sends the message whose time has come, or the rest of it.
    private func sendMessage(_ publication: Publication) {
        guard let socket = publication.socket else { return }
        if publication.sentBytes == 0 {
            guard sendCommands(publication) else { return awaitRoom(publication) }
            publication.microseconds = programme.isStamped(publication.place) ? Instant.microsecondsSince1970() : 0
        }
        programme.address(
            publication.place, streamID: publication.session.streamID, microseconds: publication.microseconds)
        let wire = programme.wire(at: publication.place)
        while publication.sentBytes < wire.count {
            let rest = wire.lowerBound + publication.sentBytes..<wire.upperBound
            guard
                let count = attempt(
                    publication,
                    { () throws(SocketError) in
                        try socket.send(rest, of: programme.bytes)
                    })
            else { return awaitRoom(publication) }
            publication.sentBytes += count
        }
        sentMessage(publication)
    }

    private func sentMessage(_ publication: Publication) {
        let due = due(publication)
        let now = Instant.now()
        let late = now > due ? now - due : 0
        lateness.record(late)
        if late > Publication.lateLimit { markLate(publication) }
        report.packets += 1
        publication.sentBytes = 0
        programme.advance(&publication.place)
        if isOver(publication) { finish(publication) } else { schedule(publication, at: self.due(publication)) }
    }

    /// When the next message has to leave.
    private func due(_ publication: Publication) -> UInt64 {
        publication.beginning + UInt64(Double(programme.time(at: publication.place)) * millisecond)
    }

    private func isOver(_ publication: Publication) -> Bool {
        guard let seconds = plan.seconds else { return publication.place.pass > 0 }
        return Double(due(publication) - publication.beginning) >= seconds * 1e9
    }

    /// Waits for room, as long as the push lasts and a little longer.
    private func awaitRoom(_ publication: Publication) {
        guard publication.phase == .publishing else { return }
        let length = plan.seconds.map { $0 * 1e9 } ?? Double(programme.duration) * millisecond
        let end = publication.beginning + UInt64(length)
        schedule(publication, at: max(end, Instant.now()) + Publication.lateLimit)
    }

    private func markLate(_ publication: Publication) {
        if !publication.isLate { report.late += 1 }
        publication.isLate = true
    }
}

// MARK: The end.
extension Pusher {
    /// Says that the publication is over.
    private func finish(_ publication: Publication) {
        publication.phase = .ending
        schedule(publication, at: Instant.now() + Publication.answerLimit)
        say(publication.session.finish(), publication)
    }

    private func end(_ publication: Publication) {
        publication.socket?.close()
        publication.socket = nil
        publication.phase = .ended
        remaining -= 1
    }

    private func fail(_ publication: Publication, _ kind: PushReport.Failure.Kind, _ reason: String) {
        guard publication.phase != .ended else { return }
        if publication.phase == .publishing, publication.isBlocked { markLate(publication) }
        report.add(kind, reason)
        end(publication)
    }

    private func end(requests: Int) {
        // The switch is also reported as one that can be written.
        guard requests > 0 else { return }
        stopRequests += requests
        for publication in publications where publication.phase != .ended {
            if stopRequests == 1, publication.phase == .publishing, publication.sentBytes == 0 {
                publication.isBlocked = false
                finish(publication)
            } else if stopRequests > 1 || publication.phase != .ending {
                // Within a message that the server doesn't take there is no way to say anything.
                end(publication)
            }
        }
    }
}

@available(*, unavailable)
extension Pusher: Sendable {}
