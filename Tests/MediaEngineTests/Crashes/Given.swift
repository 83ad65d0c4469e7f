// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore

/// What a session has been given so far.
struct Given {
    private var contents: [MediaKind: [ByteBuffer]] = [.video: [], .audio: []]
    private var times: [MediaKind: [MediaTime]] = [.video: [], .audio: []]

    /// Gives a packet a payload of its own, in digits: no start code can come of them.
    mutating func number(_ packet: inout MediaPacket, isMP3: Bool = false) {
        let number = String(1_000_000 + (contents[packet.kind]?.count ?? 0))
        switch packet.kind {
        case .video:
            packet.payload = ByteBuffer(integer: UInt32(1 + number.utf8.count))
            packet.payload.writeInteger(packet.isKeyframe ? 0x65 : 0x41 as UInt8)
            packet.payload.writeString(number)
        case .audio where isMP3:
            packet.payload = Programme.mp3Frame
            packet.payload.setString(number, at: packet.payload.writerIndex - number.utf8.count)
        case .audio:
            packet.payload = ByteBuffer(string: number)
        }
        contents[packet.kind]?.append(packet.payload)
        times[packet.kind]?.append(packet.decodeTime)
    }

    /// How many packets of each kind.
    var counts: [MediaKind: Int] { contents.mapValues(\.count) }

    /// What was read of each track is what it was given, up to some packet.
    func expectPrefix(_ read: [InspectedPacket]) throws {
        for kind in MediaKind.allCases {
            let found = read.filter { $0.kind == kind }.map(\.content)
            try FuzzFinding.require(
                contents[kind]?.starts(with: found) == true, "\(found.count) packets of \(kind) are not those given")
        }
    }

    /// What is missing at the end of each track is no longer than the bound.
    func expectLoss(of read: [InspectedPacket], atMost bound: MediaTime) throws {
        for kind in MediaKind.allCases {
            guard let times = times[kind], let last = times.last, let first = times.first else { continue }
            let count = read.count { $0.kind == kind }
            guard count < times.count else { continue }
            let loss = last - (count > 0 ? times[count - 1] : first)
            try FuzzFinding.require(
                loss <= bound, "\(loss.milliseconds) ms of \(kind) are missing after \(count) packets")
        }
    }
}
