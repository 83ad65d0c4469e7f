// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension FLVMuxer {
    package mutating func resume(_ file: any ByteSource, from history: FileHistory) -> ResumedFile? { nil }
}
