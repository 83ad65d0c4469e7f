// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Media
import NIOCore

/// What is known of one track of a finished file, as it is kept.
struct TrackRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordedTrack"

    var fileID: String
    var kind: String
    var codec: String
    /// The decoder configuration as the publisher sent it.
    var configuration: Data
    var packets: Int64
    var bytes: Int64
    var firstDecodeTime: Int64
    var lastDecodeTime: Int64

    init(_ facts: MediaFacts.TrackFacts, fileID: String) {
        self.fileID = fileID
        switch facts.track.configuration {
        case .avc(let avc):
            (kind, codec, configuration) = ("video", "avc", Data(avc.record.readableBytesView))
        case .aac(let aac):
            (kind, codec, configuration) = ("audio", "aac", Data(aac.bytes.readableBytesView))
        }
        packets = facts.packets
        bytes = facts.bytes
        firstDecodeTime = facts.firstDecodeTime.nanoseconds
        lastDecodeTime = facts.lastDecodeTime.nanoseconds
    }

    func facts() throws -> MediaFacts.TrackFacts {
        MediaFacts.TrackFacts(
            track: Track(configuration: try codecConfiguration()), packets: packets, bytes: bytes,
            firstDecodeTime: MediaTime(nanoseconds: firstDecodeTime),
            lastDecodeTime: MediaTime(nanoseconds: lastDecodeTime))
    }

    private func codecConfiguration() throws -> CodecConfiguration {
        let bytes = ByteBuffer(bytes: configuration)
        switch codec {
        case "avc": return .avc(try AVCDecoderConfiguration(record: bytes))
        case "aac": return .aac(try AudioSpecificConfig(bytes: bytes))
        case _: throw CatalogueError.invalid(column: "recordedTrack.codec")
        }
    }
}
