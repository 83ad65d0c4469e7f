// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import RecordingModel

extension RecordingManifest {
    /// The file's contents.
    var contents: ByteBuffer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and integers alone can't fail.
        let data = (try? encoder.encode(self)) ?? Data()
        return ByteBuffer(bytes: data)
    }
}
