# escape=`
FROM centos:7
ENV LC_ALL C.UTF-8
LABEL vendor="Example" `
      version 1
RUN yum install httpd
RUN yum -y update; `
    yum install -y php php-mysql
RUN dnf install -y git && `
    dnf install make
RUN zypper install vim ; yum -y install wget
VOLUME /data
WORKDIR ./html
COPY index.html .
STOPSIGNAL SIGTERM
CMD /usr/sbin/httpd -D FOREGROUND
