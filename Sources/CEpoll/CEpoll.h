// SPDX-License-Identifier: Apache-2.0

// What Glibc's Swift module leaves out.
#include <sys/epoll.h>
#include <sys/eventfd.h>
