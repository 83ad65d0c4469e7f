// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging
import Media
import NIOCore
import RTMP
import RecordingModel

/// Runs the actions of one publisher's session on its event loop.
///
/// The only handler of its channel: bytes go into the session, packets come out and straight to the sinks, so that
/// nothing is boxed on its way through a pipeline. It pulls only while it may go on; to stop pulling and reading is
/// the whole of flow control.
final class RTMPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Connected, and not publishing; ends by the handshake time.
        case waiting
        /// Asked for admission; nothing is read until the answer.
        case admitting(LiveStream)
        case publishing(LiveStream)
        /// Closed while the sinks held the stream back: they get what has been received, then the push ends.
        case draining(LiveStream, StopCode)
        /// Closed before admission answered: should it have admitted the push, the push ends with this code.
        case abandoned(LiveStream, StopCode)
        case closed
    }

    let environment: IngestEnvironment
    /// Whether what the socket has is the session's as it is, so that it may be read past the pipeline.
    let isPlain: Bool
    var session: ServerSession
    var phase = Phase.waiting
    var context: ChannelHandlerContext?
    var rounds: ReadingRounds?
    /// What is read in turns, and whose it is.
    var socket: (handle: NIOBSDSocket.Handle, channel: any Channel)?
    /// The turn at a recording's end.
    var boundary: Scheduled<Void>?
    /// Whether the socket waits for its turn with what it has.
    var isReadInTurns = false
    var arrivals = ArrivalClock()
    var holds = 0
    private var isPumping = false
    var lastData = NIODeadline.uptimeNanoseconds(0)
    private var deadline: Scheduled<Void>?

    init(environment: IngestEnvironment, isPlain: Bool) {
        self.environment = environment
        self.isPlain = isPlain
        session = ServerSession(limits: environment.limits.rtmp, seed: .random(in: 0 ... .max))
    }

    // MARK: The channel's events

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        lastData = context.eventLoop.now
        startHandshakeTimer(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received(unwrapInboundIn(data), context: context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        close(.clientClosed, context: context)
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(.network, context: context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let request as CloseRequest:
            guard request.publication == nil || request.publication == currentPublication else { return }
            close(request.code, context: context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    // MARK: The session's actions

    func received(_ bytes: ByteBuffer, context: ChannelHandlerContext) {
        environment.metrics.bytes.increment(by: bytes.readableBytes)
        lastData = context.eventLoop.now
        session.append(bytes)
        pump(context)
    }

    func pump(_ context: ChannelHandlerContext) {
        // An answer from admission or a released sink may come back in while the loop below runs.
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        let now = environment.clock.now
        arrivals.read(at: now)
        do {
            while holds == 0, isOpen, let action = try session.next() {
                run(action, at: now, context: context)
            }
        } catch {
            environment.logger.notice(
                "malformed RTMP", metadata: ["connection.peer": "\(clientAddress(context))", "error": "\(error)"])
            close(error.stopCode, context: context)
        }
        context.flush()
    }

    private func run(_ action: ServerSession.Action, at now: WallTime, context: ChannelHandlerContext) {
        switch action {
        case .send(let bytes):
            context.write(wrapOutboundOut(bytes), promise: nil)
        case .publish(let request):
            admit(request, at: now, context: context)
        case .media(let event):
            guard case .publishing(let stream) = phase else { return }
            stream.received(event, arrived: arrival(of: event, at: now))
        case .unpublish:
            endPublication(.clientEnded, context: context)
            startHandshakeTimer(context)
        case .fault(let fault):
            environment.metrics.faults.increment()
            environment.logger.debug(
                "tolerated", metadata: ["connection.peer": "\(clientAddress(context))", "fault": "\(fault)"])
        }
    }

    private func arrival(of event: MediaEvent, at now: WallTime) -> WallTime {
        if case .packet(let packet) = event { arrivals.arrival(of: packet.decodeTime) } else { now }
    }

    var isOpen: Bool {
        switch phase {
        case .waiting, .admitting, .publishing: true
        case .draining, .abandoned, .closed: false
        }
    }

    // MARK: A publication from its request to its end

    private func admit(_ request: PublishRequest, at time: WallTime, context: ChannelHandlerContext) {
        let publication = Publication(
            id: PublicationID(number: DecimalID.random()),
            key: StreamKey(
                domain: request.domain, application: request.application, stream: request.streamName),
            begun: time, clientAddress: clientAddress(context), parameters: request.parameters)
        let stream = LiveStream(
            publication: publication, cacheByteLimit: environment.limits.cacheByteLimit, connection: self)
        phase = .admitting(stream)
        hold()
        let source = LoopBoundSource(stream, eventLoop: context.eventLoop)
        let connection = ConnectionHandle(self, channel: context.channel)
        let registry = environment.registry
        Task {
            let refusal = await registry.admit(source, connection: connection) { request.query($0) }
            connection.answered(refusal)
        }
    }

    /// The registry's answer: nil when the push is admitted and its sinks are in place.
    func answered(_ refusal: StopCode?) {
        switch phase {
        case .admitting(let stream):
            guard let context else { return }
            if let refusal {
                phase = .waiting
                let status = session.refuse(code: refusal.publishStatus, description: refusal.reason)
                context.write(wrapOutboundOut(status), promise: nil)
                close(refusal, context: context)
            } else {
                deadline?.cancel()
                phase = .publishing(stream)
                context.write(wrapOutboundOut(session.accept()), promise: nil)
                joinRounds(context)
                release()
            }
        case .abandoned(let stream, let code):
            phase = .closed
            if refusal == nil { end(stream, code) }
        case .waiting, .publishing, .draining, .closed:
            assertionFailure("an answer without a question")
        }
    }

    private func endPublication(_ code: StopCode, context: ChannelHandlerContext) {
        guard case .publishing(let stream) = phase else { return }
        phase = .waiting
        leaveRounds()
        end(stream, code)
    }

    private func end(_ stream: LiveStream, _ code: StopCode) {
        let time = environment.clock.now
        let (publication, resolution) = (stream.publication, stream.resolution)
        stream.ended(at: time)
        let registry = environment.registry
        Task { await registry.ended(publication, at: time, code: code, resolution: resolution) }
    }

    func close(_ code: StopCode, context: ChannelHandlerContext) {
        // What the publisher has sent by now is part of the push.
        catchUp()
        switch phase {
        case .waiting: phase = .closed
        case .admitting(let stream): phase = .abandoned(stream, code)
        case .publishing(let stream):
            phase = .draining(stream, code)
            drain()
        case .draining, .abandoned, .closed: return
        }
        deadline?.cancel()
        leaveRounds()
        context.flush()
        context.close(promise: nil)
    }

    /// Hands on the media received before the connection closed, as far as the sinks take it, then ends the push.
    func drain() {
        guard case .draining(let stream, let code) = phase else { return }
        let now = environment.clock.now
        arrivals.read(at: now)
        while holds == 0 {
            switch try? session.next() {
            case .media(let event): stream.received(event, arrived: arrival(of: event, at: now))
            case .send, .fault: break
            case .publish, .unpublish, nil:
                phase = .closed
                return end(stream, code)
            }
        }
    }

    /// The push that is being made here or asked for.
    var currentPublication: PublicationID? {
        switch phase {
        case .admitting(let stream), .publishing(let stream): stream.publication.id
        case .waiting, .draining, .abandoned, .closed: nil
        }
    }

    private func startHandshakeTimer(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: environment.limits.handshakeTime) {
            guard case .waiting = self.phase, let context = self.context else { return }
            self.close(.idle, context: context)
        }
    }
}

private func clientAddress(_ context: ChannelHandlerContext) -> String {
    context.remoteAddress?.ipAddress ?? "-"
}

@available(*, unavailable)
extension RTMPHandler: Sendable {}
