// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingModel

extension RecordingManifest {
    /// The manifest that lies in a folder; nil when there is none that can be read.
    init?(in folder: any CutFolder) {
        guard let source = folder.open(Self.name), let bytes = source.read(at: 0, count: Int(source.byteCount)),
            let manifest = try? JSONDecoder().decode(Self.self, from: Data(bytes.readableBytesView))
        else { return nil }
        self = manifest
    }

    /// The file's contents.
    var contents: ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and integers alone can't fail.
        let data = (try? encoder.encode(self)) ?? Data()
        return ByteBuffer(bytes: data)
    }
}
