// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting

/// What a push of numbered packets has sent, and when.
struct NumberedPush: Sendable {
    /// What the sound is; the pictures are H.264.
    enum Sound: Sendable {
        case aac
        case mp3
    }

    struct Packet: Sendable {
        let number: Int
        let kind: MediaKind
        /// Seconds since 1970 before it was handed to the socket.
        let begun: Double
        /// The same when the socket had taken it; nil when it never did.
        let left: Double?
    }

    let stream: String
    let sound: Sound
    /// Before the connection was made.
    let asked: Double
    /// When the server had taken the push.
    let accepted: Double
    var packets: [Packet] = []
    /// When the publisher went of its own will.
    var ended: Double?
    /// Whether it went without a word.
    var isCut = false

    /// When the socket had taken the last packet.
    var lastLeft: Double { self.packets.last { $0.left != nil }?.left ?? self.accepted }
}

/// Makes pushes of numbered packets in real time.
struct NumberedPublisher: Sendable {
    let stream: String
    var sound = NumberedPush.Sound.aac
    /// Bytes that the next picture shall have; 0 for what it has.
    var padding: @Sendable () -> Int = { 0 }

    /// Pushes until `isOver` says so, the task is cancelled, or the server is gone; nil when it doesn't want the push.
    ///
    /// A late publisher makes up for it: what the programme has until now is sent, however late.
    func push(
        to server: ServerProcess.Ready, after number: Int, isCut: Bool = false,
        until isOver: @Sendable (NumberedPush) async throws -> Bool
    ) async throws -> NumberedPush? {
        let asked = Wall.now
        let parts = server.rtmp.split(separator: ":").map(String.init)
        let address = try SocketAddress(ipAddress: parts[0], port: Int(parts[1]) ?? 0)
        guard
            let publisher = try? await RTMPPublisher.connect(to: address, name: self.stream, domain: "127.0.0.1")
        else { return nil }
        guard await publisher.outcome() == .published else {
            await publisher.close()
            return nil
        }
        var programme = NumberedProgramme(isMP3: self.sound == .mp3, after: number)
        var push = NumberedPush(stream: self.stream, sound: self.sound, asked: asked, accepted: Wall.now)
        do {
            for track in try programme.tracks { try await publisher.send(track) }
            let start = ContinuousClock.now
            var number = number
            while try await !isOver(push) {
                let time = ContinuousClock.now - start + .milliseconds(20)
                for packet in programme.next(until: MediaTime(time)) {
                    number += 1
                    let begun = Wall.now
                    do {
                        try await publisher.send(self.padded(packet))
                        push.packets.append(.init(number: number, kind: packet.kind, begun: begun, left: Wall.now))
                    } catch {
                        push.packets.append(.init(number: number, kind: packet.kind, begun: begun, left: nil))
                        throw error
                    }
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            push.ended = Wall.now
            push.isCut = isCut
            if !isCut {
                try await publisher.finish()
                _ = await publisher.outcome()
            }
        } catch {
            // The server is gone, or the test is over: what was sent stands.
        }
        await publisher.close()
        return push
    }

    /// The packet with more copies of its number, if more are asked for.
    private func padded(_ packet: MediaPacket) -> MediaPacket {
        let copies = self.padding() / 8
        let payload = packet.payload
        guard copies > 0, packet.kind == .video,
            let head = payload.getInteger(at: payload.readerIndex + 4, as: UInt8.self),
            let digits = payload.getString(at: payload.writerIndex - 8, length: 8)
        else { return packet }
        var longer = ByteBuffer(integer: UInt32(1 + 8 * copies))
        longer.writeInteger(head)
        for _ in 0..<copies { longer.writeString(digits) }
        var packet = packet
        packet.payload = longer
        return packet
    }
}

extension MediaTime {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .milliseconds(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
