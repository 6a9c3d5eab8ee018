#!/bin/sh
# Leave of Debian what programs out of its packages need, and set apt and dpkg as a build of images wants
# them. Runs as root inside the file system to be stripped; both ways of making the base go through here.
set -eu

# The licences stay; manuals and translations go, also those of the packages that images install.
cat >/etc/dpkg/dpkg.cfg.d/socketlab <<'END'
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/lintian/*
path-exclude=/usr/share/bug/*
END
find /usr/share/doc -type f ! -name copyright -delete
find /usr/share/doc -depth \( -type l -o -type d -empty \) -delete
rm -rf /usr/share/man/* /usr/share/info/* /usr/share/locale/* /usr/share/i18n /usr/share/lintian/* \
    /usr/share/bug/* /usr/lib/locale/*-* /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old \
    /var/log/*

# What was downloaded is not kept, and no index is kept twice: each would be a layer's dead weight.
cat >/etc/apt/apt.conf.d/socketlab <<'END'
Acquire::Languages "none";
APT::AutoRemove::SuggestsImportant "false";
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
END

# The sources stay as they are. A proxy is the building machine's own: each build is given today's.
sed -i '/::Proxy/d' /etc/apt/apt.conf.d/*

# A build is not interactive and starts no server; invoke-rc.d(8) explains status 101.
echo 'debconf debconf/frontend select Noninteractive' | debconf-set-selections
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

# A lab host needs no program that raises its privileges.
find / -xdev -type f -perm /6000 -exec chmod a-s {} +
