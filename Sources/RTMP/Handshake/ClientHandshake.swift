// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The client's side of the handshake (RTMP 1.0, 5.2).
///
/// Wrong: a version other than 3, and a server that signs what it was not asked; both the peer's fault.
/// Tolerated: a simple answer to a digest, as from servers that know no digests.
package struct ClientHandshake: Sendable {
    /// How C1 is made.
    package enum Form: Hashable, Sendable, CaseIterable {
        case simple
        case digestFirst
        case keyFirst
    }

    private let c1: [UInt8]
    private let digest: [UInt8]?
    private var filler: HandshakeBytes

    package init(form: Form, seed: UInt64) {
        filler = HandshakeBytes(seed: seed)
        switch form {
        case .simple:
            c1 = [UInt8](repeating: 0, count: 8) + filler.bytes(HandshakeDigest.packetLength - 8)
            digest = nil
        case .digestFirst, .keyFirst:
            var packet: [UInt8] = [0, 0, 0, 0, 9, 0, 124, 2] + filler.bytes(HandshakeDigest.packetLength - 8)
            let scheme = form == .keyFirst ? HandshakeDigest.Scheme.keyFirst : .digestFirst
            digest = HandshakeDigest.insert(into: &packet, scheme: scheme, key: HandshakeDigest.clientKey)
            c1 = packet
        }
    }

    /// C0 and C1, which open the connection.
    package func start() -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.writeInteger(3, as: UInt8.self)
        bytes.writeBytes(c1)
        return bytes
    }

    /// Reads S0, S1 and S2 and answers with C2, after which chunks follow; nil while bytes are missing.
    package mutating func next(from bytes: inout ByteBuffer) throws(RTMPError) -> ByteBuffer? {
        guard let version = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return nil }
        guard version == 3 else { throw .unsupportedVersion(version) }
        guard bytes.readableBytes > 2 * HandshakeDigest.packetLength else { return nil }
        bytes.moveReaderIndex(forwardBy: 1)
        guard
            let s1 = bytes.readBytes(length: HandshakeDigest.packetLength),
            let s2 = bytes.readBytes(length: HandshakeDigest.packetLength)
        else { return nil }
        guard let digest, s1[4..<8] != [0, 0, 0, 0] else { return ByteBuffer(bytes: s1) }
        let signed = HandshakeDigest.packetLength - HandshakeDigest.length
        guard
            let (_, serverDigest) = HandshakeDigest.find(in: s1, key: HandshakeDigest.serverKey),
            HandshakeDigest.signature(
                of: Array(s2[..<signed]), answering: digest, key: HandshakeDigest.serverKey) == Array(s2[signed...])
        else { throw .handshakeMismatch }
        let c2 = filler.bytes(signed)
        return ByteBuffer(
            bytes: c2
                + HandshakeDigest.signature(of: c2, answering: serverDigest, key: HandshakeDigest.clientKey))
    }
}
