// SPDX-License-Identifier: Apache-2.0

import Glibc
import Media
import NIOCore
import RecordingModel

// When a push is read: in its turn, before an order begins or ends, and not while a sink holds it.
extension RTMPHandler: ReadingMember, StreamConnection {
    func joinRounds(_ context: ChannelHandlerContext) {
        rounds = environment.rounds(on: context.eventLoop)
        rounds?.join(self)
        if isPlain {
            let handle = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { $0 }
            socket = handle.map { ($0, context.channel) }
        }
        arrivals = ArrivalClock()
    }

    func leaveRounds() {
        guard let rounds else { return }
        rounds.leave(self)
        self.rounds = nil
        socket = nil
        boundary?.cancel()
        boundary = nil
        if isReadInTurns { setLowWater(1) }
        isReadInTurns = false
    }

    /// Reads no more at each packet, but in turns; a socket that fills up between them still wakes the loop.
    ///
    /// Not before the first packets, read as they came, have told how the publisher's clock relates to ours.
    private func readInTurns() {
        guard socket != nil, !isReadInTurns, arrivals.isSet else { return }
        isReadInTurns = true
        setLowWater(ReadingRounds.bufferSize)
    }

    func takeTurn() {
        // Taken before the reading: what ends by then has got all that came before.
        let now = environment.clock.now
        catchUp()
        guard case .publishing(let stream) = phase, let context else { return }
        readInTurns()
        stream.passed(now)
        awaitEnd(of: stream, after: now, on: context.eventLoop)
        // A publisher that is held back can't be blamed for its silence.
        if holds == 0, context.eventLoop.now - lastData > environment.limits.idleTime {
            close(.idle, context: context)
        }
    }

    func takeTurnSoon() {
        context?.eventLoop.assumeIsolated().execute { self.takeTurn() }
    }

    /// Takes a turn out of turn when a recording ends, so that what came before is told from what comes after.
    private func awaitEnd(of stream: LiveStream, after now: WallTime, on eventLoop: any EventLoop) {
        boundary?.cancel()
        boundary = nil
        guard let end = stream.nextEnd, end > now, end < now.advanced(by: ReadingRounds.interval) else { return }
        let wait = TimeAmount.microseconds(end.microseconds - now.microseconds)
        boundary = eventLoop.assumeIsolated().scheduleTask(in: wait) { self.takeTurn() }
    }

    func catchUp() {
        guard let rounds, let socket, let context else { return }
        var count = ReadingRounds.bufferSize
        // Less than what fits was all there is. A channel that is not active has closed its socket.
        while holds == 0, isOpen, count == ReadingRounds.bufferSize, socket.channel.isActive {
            let bytes = rounds.read(socket.handle)
            count = bytes.readableBytes
            if count > 0 { received(bytes, context: context) }
        }
    }

    /// How long the publisher of a push has been silent; nil when that push is over.
    func silence(of publication: PublicationID) -> TimeAmount? {
        catchUp()
        guard let context, publication == currentPublication else { return nil }
        // It can't be blamed for silence while nothing is read of it.
        return holds > 0 ? .zero : context.eventLoop.now - lastData
    }

    /// Bytes with which the socket wakes the loop (SO_RCVLOWAT of socket(7)).
    private func setLowWater(_ count: Int) {
        let option = NIOBSDSocket.Option(rawValue: SO_RCVLOWAT)
        try? context?.channel.syncOptions?.setOption(.socketOption(option), value: .init(count))
    }

    func hold() {
        holds += 1
        if holds == 1 { setReading(false) }
    }

    func release() {
        holds -= 1
        guard holds == 0 else { return }
        drain()
        guard isOpen, let context else { return }
        lastData = context.eventLoop.now
        setReading(true)
        pump(context)
    }

    private func setReading(_ isReading: Bool) {
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }
}
