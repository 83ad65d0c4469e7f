// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension MP3Muxer {
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? { nil }
}
