// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel

/// A line of a recording's journal: what has to be known of it should the server die.
enum JournalEntry: Codable, Sendable {
    /// The first line.
    case began(Recording, RecordingOptions)
    /// Of the packager, for itself.
    case packager(PackagerNote)
    /// Packets that wait in memory until it is known with which tracks the recording begins.
    case held(HeldNote)
    /// What was held has been written.
    case heldWritten
    case gap(Gap)
    /// Where a packet is on the recording's time, and when it arrived: the publisher's clock and ours drift apart.
    case clock(MediaTime, WallTime)
    /// Parts that are complete, or what one holds now.
    case stored([StoredFile])
    /// Another push goes on with the recording.
    case resumed
    /// The stream is lost, or the order's end has come: what is written next is the rest.
    case ended(WallTime)

    /// The line, without its end.
    var line: ByteBuffer {
        // Strings, numbers and bytes alone can't fail.
        ByteBuffer(bytes: (try? JSONEncoder().encode(self)) ?? Data())
    }

    /// Reads a line; nil for one that is torn, or of a version that is not known here.
    init?(line: ByteBuffer) {
        guard let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(line.readableBytesView)) else {
            return nil
        }
        self = entry
    }
}

/// Held packets as the journal keeps them, with the tracks that were known when they came.
struct HeldNote: Codable, Sendable {
    struct Packet: Codable, Sendable {
        var isVideo: Bool
        var decodeTime: MediaTime
        var compositionOffset: MediaTime
        var isKeyframe: Bool
        var payload: Data
        var arrived: WallTime
    }

    var tracks: [Track]
    var packets: [Packet]

    init(tracks: [Track], packets: ArraySlice<HeldPackets.Arrival>) {
        self.tracks = tracks
        self.packets = packets.map { held in
            Packet(
                isVideo: held.packet.kind == .video, decodeTime: held.packet.decodeTime,
                compositionOffset: held.packet.compositionOffset, isKeyframe: held.packet.isKeyframe,
                payload: Data(held.packet.payload.readableBytesView), arrived: held.time)
        }
    }
}

extension HeldNote.Packet {
    /// The packet as it came.
    var packet: MediaPacket {
        MediaPacket(
            kind: isVideo ? .video : .audio, decodeTime: decodeTime, compositionOffset: compositionOffset,
            isKeyframe: isKeyframe, payload: ByteBuffer(bytes: payload))
    }
}
