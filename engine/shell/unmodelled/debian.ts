/**
 * The programs a Debian 12 machine has, by package (the packages' own lists of files; what no reader types is left out).
 * Those the shell has answer for themselves; the others say that they are not simulated.
 */

/** In every Debian image: packages marked essential or required. */
export const essentialPrograms: readonly string[] = [
  // coreutils
  '[ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown sbin/chroot cksum comm cp csplit cut date dd df dir dircolors dirname du echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami yes',
  // util-linux
  'sbin/agetty sbin/blkdiscard sbin/blkid sbin/blockdev sbin/chcpu chrt dmesg fallocate sbin/findfs findmnt flock sbin/fsck sbin/fsfreeze sbin/fstrim getopt sbin/getty hardlink ionice ipcmk ipcrm ipcs last lastb lsblk lscpu lsipc lslocks lsns mcookie mesg sbin/mkfs sbin/mkswap more mountpoint namei nsenter sbin/pivot_root prlimit rename.ul rev sbin/runuser setarch setpriv setsid setterm su sbin/switch_root taskset unshare whereis sbin/wipefs',
  // bash
  'bash bashbug clear_console rbash',
  // dpkg
  'dpkg dpkg-deb dpkg-divert dpkg-maintscript-helper dpkg-query dpkg-realpath dpkg-split dpkg-statoverride dpkg-trigger sbin/start-stop-daemon update-alternatives',
  // apt
  'apt apt-cache apt-cdrom apt-config apt-get apt-key apt-mark',
  // findutils
  'find xargs',
  // grep
  'egrep fgrep grep',
  // sed
  'sed',
  // gzip
  'gunzip gzip uncompress zcat',
  // tar
  'tar',
  // hostname
  'dnsdomainname hostname',
  // libc-bin
  'getconf getent iconv sbin/ldconfig ldd locale localedef',
  // login
  'faillog lastlog login newgrp sbin/nologin sg',
  // passwd
  'chage chfn sbin/chpasswd chsh sbin/groupadd sbin/groupdel sbin/groupmod passwd sbin/useradd sbin/userdel sbin/usermod',
  // mount
  'sbin/losetup mount sbin/swapoff sbin/swapon umount',
  // ncurses-bin
  'clear reset tabs tput tset',
  // perl-base
  'perl',
  // debianutils
  'run-parts savelog',
  // diffutils
  'cmp diff diff3 sdiff',
  // bsdutils
  'logger renice script scriptlive scriptreplay wall',
  // e2fsprogs
  'chattr sbin/dumpe2fs sbin/e2fsck sbin/e2label sbin/filefrag lsattr sbin/mke2fs sbin/resize2fs sbin/tune2fs',
]
  .join(' ')
  .split(' ');

/** On a server besides: the system's manager, editors, and a node's own tools. */
export const serverPrograms: readonly string[] = [
  // systemd
  'busctl hostnamectl journalctl localectl loginctl networkctl systemctl systemd systemd-analyze systemd-cat systemd-cgls systemd-cgtop systemd-delta systemd-detect-virt systemd-escape systemd-notify systemd-run timedatectl',
  // procps
  'free kill pgrep pidwait pkill pmap ps pwdx skill slabtop snice sbin/sysctl tload top uptime vmstat w watch',
  // kmod
  'sbin/depmod sbin/insmod kmod sbin/lsmod sbin/modinfo sbin/modprobe sbin/rmmod',
  // udev
  'udevadm',
  // less
  'less',
  // nano
  'nano',
  // vim-tiny
  'vim.tiny vi vim',
  // man-db
  'apropos man whatis',
  // openssh-client
  'scp sftp ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan sshd',
  // sudo
  'sudo sudoedit sudoreplay sbin/visudo',
  // cron
  'sbin/cron crontab',
  // bsdextrautils
  'col colcrt colrm column hd hexdump look ul write',
  // bzip2
  'bunzip2 bzcat bzip2 bzip2recover',
  // xz-utils
  'unxz xz xzcat',
  // psmisc
  'fuser killall pslog pstree',
  // python3-minimal
  'python3',
  // lsof
  'lsof',
  // strace
  'strace strace-log-merge',
  // htop
  'htop',
  // tmux
  'tmux',
  // screen
  'screen',
  // rsync
  'rsync',
  // openssl
  'c_rehash openssl',
  // socat
  'socat',
  // file
  'file',
  // lsb-release
  'lsb_release',
  // fdisk
  'sbin/cfdisk sbin/fdisk sbin/sfdisk',
  // containerd, kubelet and kubeadm
  'containerd ctr runc kubelet kubeadm',
]
  .join(' ')
  .split(' ');
