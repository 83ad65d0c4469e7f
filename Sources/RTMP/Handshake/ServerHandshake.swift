// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The server's side of the handshake (RTMP 1.0, 5.2), simple or with digests as the client began it.
///
/// Wrong: a version other than 3 is the peer's fault. Tolerated: whatever stands in C2, since encoders echo S1
/// wrongly, and a C1 whose digest fits neither scheme, which is then a simple one.
package struct ServerHandshake: Sendable {
    /// What the bytes so far lead to.
    package enum Step: Hashable, Sendable {
        /// S0, S1 and S2, to be sent at once.
        case send(ByteBuffer)
        /// C2 is read; chunks follow.
        case finished
    }

    private enum State {
        case awaitingC1
        case awaitingC2
        case finished
    }

    private var state = State.awaitingC1
    private var filler: HandshakeBytes

    package init(seed: UInt64) {
        filler = HandshakeBytes(seed: seed)
    }

    /// The next step; nil while bytes are missing.
    package mutating func next(from bytes: inout ByteBuffer) throws(RTMPError) -> Step? {
        switch state {
        case .awaitingC1:
            // Looked at as soon as it is there, so that a stray HTTP client isn't awaited for 1,536 bytes.
            guard let version = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return nil }
            guard version == 3 else { throw .unsupportedVersion(version) }
            guard bytes.readableBytes > HandshakeDigest.packetLength else { return nil }
            bytes.moveReaderIndex(forwardBy: 1)
            guard let c1 = bytes.readBytes(length: HandshakeDigest.packetLength) else { return nil }
            state = .awaitingC2
            return .send(makeAnswer(to: c1))
        case .awaitingC2:
            guard bytes.readSlice(length: HandshakeDigest.packetLength) != nil else { return nil }
            state = .finished
            return .finished
        case .finished: return nil
        }
    }

    private mutating func makeAnswer(to c1: [UInt8]) -> ByteBuffer {
        var answer = ByteBuffer()
        answer.writeInteger(3, as: UInt8.self)
        // Bytes 4 to 7 of the simple handshake are zero (5.2.3); Flash Player puts its version there.
        guard c1[4..<8] != [0, 0, 0, 0],
            let (scheme, digest) = HandshakeDigest.find(
                in: c1, key: HandshakeDigest.clientKey)
        else {
            answer.writeBytes([UInt8](repeating: 0, count: 8) + filler.bytes(HandshakeDigest.packetLength - 8))
            answer.writeBytes(c1)
            return answer
        }
        // A version that is not zero says that a digest is there; librtmp looks for one only then.
        var s1: [UInt8] = [0, 0, 0, 0, 4, 5, 0, 1] + filler.bytes(HandshakeDigest.packetLength - 8)
        _ = HandshakeDigest.insert(into: &s1, scheme: scheme, key: HandshakeDigest.serverKey)
        let s2 = filler.bytes(HandshakeDigest.packetLength - HandshakeDigest.length)
        answer.writeBytes(s1)
        answer.writeBytes(s2)
        answer.writeBytes(HandshakeDigest.signature(of: s2, answering: digest, key: HandshakeDigest.serverKey))
        return answer
    }
}
