// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore

/// What the tags of an FLV file hold.
struct FLVFile {
    private(set) var events: [MediaEvent] = []

    init(_ bytes: ByteBuffer) throws {
        var bytes = bytes
        var decoder = TagDecoder()
        _ = try bytes.readFLVFileHeader()
        while bytes.readInteger(as: UInt32.self) != nil, let header = try bytes.readFLVTagHeader(),
            let body = bytes.readSlice(length: header.dataSize)
        {
            let time = MediaTime.milliseconds(Int64(header.timestamp))
            var event: MediaEvent?
            switch header.kind {
            case .audio: event = try decoder.decodeAudio(body, at: time)
            case .video: event = try decoder.decodeVideo(body, at: time)
            case .scriptData: continue
            }
            while let next = event {
                events.append(next)
                event = decoder.next()
            }
        }
    }
}
