// SPDX-License-Identifier: Apache-2.0

import AMF
import FLV
package import Media
package import NIOCore

/// The server's side of one RTMP connection: bytes in, actions out, pulled.
///
/// It goes forward only: handshake, `connect`, then any number of publications, one at a time.
///
/// - Our bug: a decision on a publication that nobody asked for (``accept()``, ``refuse(code:description:)``).
/// - The peer's fault: whatever ``RTMPError`` names. The session is finished then and throws the same again.
/// - Tolerated: what ``RTMPFault`` names, up to ``RTMPLimits/faults``; commands in another order than usual
///   (`publish` without `releaseStream`, `FCPublish` or even `createStream`; `deleteStream` of a stream that
///   never was); calls nobody knows, which get an error as answer; all of user control but ping.
package struct ServerSession: Sendable {
    /// What the runner does next.
    package enum Action: Sendable {
        case send(ByteBuffer)
        /// Somebody wants to publish. Nothing more is handed out until ``ServerSession/accept()`` or
        /// ``ServerSession/refuse(code:description:)``.
        case publish(PublishRequest)
        case media(MediaEvent)
        /// The publication has ended and the connection goes on; an end by closing is the runner's to see.
        case unpublish
        /// Tolerated; for logs and counts.
        case fault(RTMPFault)
    }

    enum State: Hashable {
        case handshaking
        case awaitingConnect
        case idle
        case deciding(streamID: UInt32)
        case publishing(streamID: UInt32)
        case failed(RTMPError)
    }

    private let limits: RTMPLimits
    var state = State.handshaking
    var connection: ChunkConnection
    private var handshake: ServerHandshake
    /// What `connect` said.
    var tcURL = ""
    var application = ""
    var lastStreamID: UInt32 = 0
    // Of the current publication.
    private var unwrapper = TimestampUnwrapper()
    private var decoder = TagDecoder()
    private var aggregate: AggregateReader?
    private var faults = 0

    /// Starts with the handshake, whose filler bytes come from a seed that differs between connections.
    package init(limits: RTMPLimits = RTMPLimits(), seed: UInt64) {
        self.limits = limits
        connection = ChunkConnection(limits: limits)
        handshake = ServerHandshake(seed: seed)
    }

    /// Bytes held for messages to come.
    package var bufferedBytes: Int { connection.bufferedBytes }

    /// Whether a publication is accepted and not ended.
    package var isPublishing: Bool {
        if case .publishing = state { true } else { false }
    }

    /// Takes bytes from the peer; what they mean is then pulled by ``next()``.
    package mutating func append(_ bytes: ByteBuffer) {
        connection.append(bytes)
    }

    /// The next action; nil until more bytes come or the publication is decided on.
    package mutating func next() throws(RTMPError) -> Action? {
        do throws(RTMPError) {
            return try advance()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func advance() throws(RTMPError) -> Action? {
        while true {
            if let bytes = connection.takeOutgoing() { return .send(bytes) }
            switch state {
            case .handshaking:
                guard let step = try shakeHands() else { return nil }
                switch step {
                case .send(let bytes): return .send(bytes)
                case .finished: state = .awaitingConnect
                }
            case .awaitingConnect, .idle, .publishing:
                if let event = decoder.next() {
                    return .media(event)
                } else if aggregate != nil {
                    if let action = try receivePart() { return action }
                } else if let message = try connection.next() {
                    if let action = try receive(message) { return action }
                } else {
                    // Protocol control may have been answered on the way.
                    return connection.takeOutgoing().map(Action.send)
                }
            case .deciding:
                guard bufferedBytes <= limits.bufferedBytes else { throw .tooManyBufferedBytes }
                return nil
            case .failed(let error): throw error
            }
        }
    }

    private mutating func shakeHands() throws(RTMPError) -> ServerHandshake.Step? {
        var handshake = handshake
        defer { self.handshake = handshake }
        return try connection.withUnreadBytes { bytes throws(RTMPError) in try handshake.next(from: &bytes) }
    }

    private mutating func receive(_ message: Message) throws(RTMPError) -> Action? {
        guard let type = MessageType(rawValue: message.typeID) else {
            return try tolerate(.unknownMessage(typeID: message.typeID))
        }
        switch type {
        case .audio, .video: return try receiveMedia(message, isVideo: type == .video)
        case .dataAMF0, .dataAMF3: return try receiveData(message)
        case .commandAMF0, .commandAMF3:
            guard let command = try Command(message) else { return nil }
            return try receive(command, streamID: message.streamID)
        case .aggregate:
            aggregate = AggregateReader(message)
            return nil
        // Shared objects belong to Flash applications; the others were dealt with below.
        case .sharedObjectAMF0, .sharedObjectAMF3, .setChunkSize, .abort, .acknowledgement, .userControl,
            .windowAcknowledgementSize, .setPeerBandwidth:
            return nil
        }
    }

    /// Takes the next message out of the aggregate; only media counts there.
    private mutating func receivePart() throws(RTMPError) -> Action? {
        let part: Message?
        do throws(AggregateReader.Failure) {
            part = try aggregate?.next()
        } catch {
            aggregate = nil
            return try tolerate(.truncatedAggregate)
        }
        guard let part else {
            aggregate = nil
            return nil
        }
        let isVideo = part.typeID == MessageType.video.rawValue
        guard isVideo || part.typeID == MessageType.audio.rawValue else { return nil }
        return try receiveMedia(part, isVideo: isVideo)
    }

    private mutating func receiveMedia(_ message: Message, isVideo: Bool) throws(RTMPError) -> Action? {
        guard state == .publishing(streamID: message.streamID) else {
            return try tolerate(.mediaOutsidePublication(streamID: message.streamID))
        }
        let time = try unwrapper.unwrap(message.timestamp)
        do throws(FLVError) {
            let event =
                isVideo
                ? try decoder.decodeVideo(message.payload, at: time)
                : try decoder.decodeAudio(message.payload, at: time)
            faults = max(0, faults - 1)
            return event.map(Action.media)
        } catch {
            return try tolerate(.unreadableMedia(error))
        }
    }

    /// Metadata is looked at so that a broken encoder shows in the log, and not believed: what a file says of
    /// itself comes from its packets.
    private mutating func receiveData(_ message: Message) throws(RTMPError) -> Action? {
        do throws(AMFError) {
            _ = try DataMessage(message)
            return nil
        } catch {
            return try tolerate(.unreadableMetadata(error))
        }
    }

    private mutating func tolerate(_ fault: RTMPFault) throws(RTMPError) -> Action {
        faults += 1
        guard faults <= limits.faults else { throw .tooManyFaults }
        return .fault(fault)
    }

    /// Starts the clock and the decoder of a new publication.
    mutating func beginPublication(streamID: UInt32) {
        state = .publishing(streamID: streamID)
        unwrapper = TimestampUnwrapper()
        decoder = TagDecoder()
    }
}
